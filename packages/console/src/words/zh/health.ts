import type { Words } from '../en.ts';

/** Texts of the health of the fleet itself, in Chinese. */
export const health: Words['health'] = {
  title: '系统健康',
  intro: '提供本页面的进程所了解的情况：使用 npm start 时是整个系统，否则只有 insights-action。',
  failed: '无法查询健康状况',
  well: '一切正常。',
  degraded: '有部件不可用。',
  parts: '部件与依赖',
  up: '正常',
  down: '不可用',
  optional: '没有它系统也能工作',
  traffic: '读取与写入',
  noTraffic: '到目前为止还没有读写任何消息。',
  noMetrics: '无法获取 /metrics 的数据。',
  service: '服务',
  topic: '主题',
  read: '已读消息',
  written: '已写消息',
  rate: '每秒',
  lag: '待读消息',
  dead: '死信',
  deadHint: '无法处理的消息原样保留在 aiops.dlq 中。可用以下命令查看，并重新发布到原来的主题：',
  noDead: '本进程启动以来没有死信。',
  reason: '原因',
  count: '消息数',
};
