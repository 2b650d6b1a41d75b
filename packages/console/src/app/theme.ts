import { createStored } from './stored.ts';

/** Light and dark as the system has it, unless somebody chooses. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = createStored<Theme>(
  'aiops.theme',
  (kept) => THEMES.find((known) => known === kept) ?? 'system',
);

/** Makes the document follow the choice, now and later. */
export function applyTheme(): void {
  const apply = () => {
    if (theme.get() === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.get();
  };
  theme.watch(apply);
  apply();
}
