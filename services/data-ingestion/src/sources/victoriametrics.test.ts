import { describe, expect, test } from 'vitest';
import { resolver } from '../testing/stand-ins.ts';
import { metricMessages } from './victoriametrics.ts';

const query = { name: 'cpu_usage', at: Date.UTC(2026, 0, 27, 12), resolver: resolver() };
const matrix = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'matrix', result } });

describe('an answer of query_range', () => {
  test('is one message per series, keyed by its entity, with the name of the query', () => {
    const answer = matrix(
      {
        metric: { __name__: 'node_cpu', instance: 'web-1:9100', job: 'node' },
        values: [
          [1769515200, '12.5'],
          [1769515215, '13'],
        ],
      },
      { metric: { instance: 'web-2:9100' }, values: [[1769515200, '1e-3']] },
    );
    const messages = metricMessages(answer, query);
    expect(messages).toHaveLength(2);
    expect(messages[0]?.value).toEqual({
      metric_name: 'cpu_usage',
      labels: { instance: 'web-1:9100', job: 'node' },
      values: [
        [1769515200, 12.5],
        [1769515215, 13],
      ],
      timestamp: '2026-01-27T12:00:00.000Z',
      source: 'victoriametrics',
      entity_id: 'urn:aiops:device:unknown:default:web-1',
      entity_type: 'unknown',
      entity_name: 'web-1',
    });
    expect(messages[0]?.key).toBe('urn:aiops:device:unknown:default:web-1');
  });

  test('keeps its ids whatever the order of labels and the time of asking', () => {
    const series = (metric: object) => matrix({ metric, values: [[1, '1']] });
    const [first] = metricMessages(series({ a: '1', instance: 'x' }), query);
    const [again] = metricMessages(series({ instance: 'x', a: '1' }), { ...query, at: query.at + 5 });
    expect(first?.id).toBe(again?.id);
  });

  test('never turns what is absent, NaN or infinite into zero', () => {
    const gaps = ['NaN', '+Inf', '-Inf', ''].map((value, at) => [at + 1, value]);
    expect(metricMessages(matrix({ metric: { instance: 'x' }, values: gaps }), query)).toEqual([]);
    expect(metricMessages(matrix(), query)).toEqual([]);
  });

  test.each([
    [
      'an error with status 200',
      { status: 'error', errorType: '422', error: 'too many points' },
      /too many points/,
    ],
    ['a partial answer', { ...matrix(), isPartial: true }, /partial/],
    ['a vector', { status: 'success', data: { resultType: 'vector', result: [] } }, /resultType/],
    ['nothing at all', null, /unexpected answer/],
  ])('%s is a failure', (_what, answer, message) => {
    expect(() => metricMessages(answer, query)).toThrow(message);
  });
});
