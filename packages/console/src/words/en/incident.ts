/** Texts of one incident. */
export const incident = {
  title: 'Incident',
};
