import type { RcaResult } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { createIncidentPrinter } from './incident-printer.ts';

function result(status: RcaResult['status'], cause: string | null, revision: number): RcaResult {
  const root_cause = { root_cause_device: cause, confidence: 0.9 } as RcaResult['root_cause'];
  return {
    incident_id: 'i1',
    status,
    revision,
    root_cause,
    correlated_anomalies: [{}, {}],
  } as unknown as RcaResult;
}

test('an incident is printed in full when it opens, when its cause changes and when it ends; growth is one line', () => {
  const out: string[] = [];
  const print = createIncidentPrinter((text) => out.push(text));
  print('REPORT 1', result('open', 'tor-1', 1));
  print('REPORT 2', result('updated', 'tor-1', 2));
  print('REPORT 3', result('updated', 'spine-1', 3));
  print('REPORT 4', result('resolved', 'spine-1', 4));
  expect(out).toEqual([
    '\nREPORT 1\n',
    'Incident i1 revision 2: still tor-1 (90 %), 3 anomalies.\n',
    '\nREPORT 3\n',
    '\nREPORT 4\n',
  ]);
});

test('an update of an incident that was opened before this start is printed in full', () => {
  const out: string[] = [];
  createIncidentPrinter((text) => out.push(text))('REPORT', result('updated', 'tor-1', 5));
  expect(out).toEqual(['\nREPORT\n']);
});
