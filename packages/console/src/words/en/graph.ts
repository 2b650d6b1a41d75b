/** Texts of graphs. */
export const graph = {
  search: 'Find by name',
  find: 'Find',
  notFound: (name: string) => `Nothing here is called ${name}.`,
  grouping: 'Put together what is well',
  groupings: { none: 'Show each', tier: 'Group by tier', site: 'Group by site' },
  group: (name: string, count: number) => `${count} of ${name}; click to open`,
  close: 'Close the groups',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  fit: 'Show all',
  legend: 'Legend',
  roles: { cause: 'cause', victim: 'affected', path: 'passed it on', other: 'well' },
  spread: 'how it spread',
  keys: 'Arrow keys move it, plus and minus zoom, 0 shows all.',
};
