import type { Words } from '../en.ts';

/** Texts of the list of incidents, in Chinese. */
export const incidents: Words['incidents'] = {
  title: '故障',
  summary: (open, all) => `${open} 个未恢复，共 ${all} 个`,
  shown: (shown) => `显示 ${shown} 个`,
  filters: '筛选列表',
  state: '状态',
  states: { all: '全部', open: '未恢复', closed: '已结束' },
  severity: '级别',
  severities: { all: '全部', medium: '中及以上', high: '高及以上', critical: '严重' },
  search: '对象、根因或文字',
  simulated: '包含模拟故障',
  reset: '清除筛选',
  status: { open: '未恢复', updated: '未恢复', reopened: '再次发生', resolved: '已恢复', merged: '已合并' },
  noCause: '根因未知',
  unsure: '尚无定论',
  nothingElse: '没有其他对象',
  lasted: (span) => `持续 ${span}`,
  emptyTitle: '没有故障',
  empty: '到目前为止，没有异常被归并为故障。新的故障会自动出现在这里，无需刷新。',
  emptyHint: '想看一个示例：npm start 会播放一次模拟故障，一分钟之内给出解释。',
  filteredTitle: '没有符合筛选条件的故障',
  filtered: (all) => `共有 ${all} 个故障。`,
  failedTitle: '无法加载列表',
};
