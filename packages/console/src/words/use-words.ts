import { language } from '../app/language.ts';
import { useStore } from '../live/use-store.ts';
import { en, type Words } from './en.ts';
import { zh } from './zh.ts';

/** All texts in the chosen language; the component is drawn again when another is chosen. */
export function useWords(): Words {
  return useStore(language) === 'zh' ? zh : en;
}
