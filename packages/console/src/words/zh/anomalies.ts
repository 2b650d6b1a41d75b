import type { Words } from '../en.ts';

/** Texts of the explorer of anomalies, in Chinese. */
export const anomalies: Words['anomalies'] = {
  title: '异常',
  filters: '筛选异常',
  entity: '对象（名称或标识）',
  metric: '指标',
  severity: '级别',
  severities: { all: '全部', medium: '中及以上', high: '高及以上', critical: '严重' },
  status: '状态',
  statuses: { all: '全部', firing: '仍在继续', resolved: '已结束' },
  reset: '清除筛选',
  failed: '无法加载异常',
  emptyTitle: '没有异常',
  empty: '最近没有发现异常。这里保留最新的 2,000 个；点击“再次查询”即可显示新的异常。',
  filteredTitle: '没有符合筛选条件的异常',
  filtered: '名称必须完整填写，与异常中的名称一致。',
  again: '再次查询',
  shown: (count) => `显示 ${count} 个，最近开始的在前`,
  older: '显示更早的',
  found: (how, score) => `由 ${how} 发现，得分 ${score}`,
  began: '开始',
  ended: '结束',
  goesOn: '仍在继续',
  noChart: '没有保留它的采样数据。',
  onMap: '在拓扑图上查看',
};
