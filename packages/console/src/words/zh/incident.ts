import type { Words } from '../en.ts';

/** Texts of one incident, in Chinese. */
export const incident: Words['incident'] = {
  title: '故障',
};
