import type { Words } from '../en.ts';

/** Texts of graphs, in Chinese. */
export const graph: Words['graph'] = {
  search: '按名称查找',
  find: '查找',
  notFound: (name) => `这里没有名为 ${name} 的对象。`,
  grouping: '合并正常的对象',
  groupings: { none: '逐个显示', tier: '按层级合并', site: '按站点合并' },
  group: (name, count) => `${name} 共 ${count} 个，点击展开`,
  close: '重新合并',
  zoomIn: '放大',
  zoomOut: '缩小',
  fit: '显示全部',
  legend: '图例',
  roles: { cause: '根因', victim: '受影响', path: '传递了故障', other: '正常' },
  spread: '传播方向',
  keys: '方向键移动，加号和减号缩放，0 显示全部。',
};
