import type { Wording } from './wording.ts';

const list = (names: readonly string[], more: number): string =>
  more > 0 ? `${names.join('、')} 等 ${names.length + more} 项` : names.join('、');

const span = (ms: number): string => {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} 秒`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} 分钟`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} 小时${rest === 0 ? '' : ` ${rest} 分钟`}`;
};

/** Messages in Chinese. */
export const zh: Wording = {
  severity: { low: '低', medium: '中', high: '高', critical: '严重' },
  change: {
    opened: '故障',
    cause_changed: '根因变更',
    resolved: '已恢复',
    merged: '已合并',
    reopened: '再次发生',
  },
  certainty: { strong: '很可能', fair: '较可能', weak: '仅为线索' },
  between: '',
  simulated: '模拟',
  title: (change, severity, about, certain) =>
    `${change}（${severity}）：${certain ? '' : '根因未明，最先出现于 '}${about}`,
  cause: (name, effects, more) =>
    effects.length === 0
      ? `根因是 ${name}，目前没有影响到其他对象。`
      : `根因是 ${name}，受其影响的有 ${list(effects, more)}。`,
  noCause: (guess, affected, more) =>
    `尚不能确定根因。受影响：${list(affected, more)}。${guess === undefined ? '' : `目前最可能的是 ${guess}。`}`,
  confidence: (words, percent) => `判断：${words}（${percent} %）。`,
  changedFrom: (before) => `此前通知的根因是 ${before}。`,
  flapping: (times) => `该故障反复出现（至今 ${times} 次），在安静更长时间之前会一直保持未恢复状态。`,
  ended: (text) => `故障已结束，持续 ${text}。`,
  mergedInto: (incident) => `该故障已并入故障 ${incident}，请在那里继续跟踪。`,
  suggested: (runbooks) => `建议的处置手册：${list(runbooks, 0)}。尚未执行任何操作。`,
  facts: {
    severity: '级别',
    cause: '根因',
    confidence: '置信度',
    affected: '受影响',
    began: '开始',
    ended: '结束',
    runbooks: '处置手册',
    incident: '故障编号',
  },
  links: { incident: '打开故障页面', grafana: '打开 Grafana' },
  span,
  list,
  none: '无',
};
