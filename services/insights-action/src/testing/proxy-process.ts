import { createEntityResolver } from '@aiops/contracts';
import { createLogger } from '@aiops/runtime';
import { createIncidentBook } from '../alertmanager/incident-book.ts';
import { noteOf } from '../alertmanager/incident-note.ts';
import { startAlertProxy } from '../alertmanager/proxy/alert-proxy.ts';
import { sampleIncident } from './sample-incident.ts';

/** The proxy as a process of its own, so that a test can kill or stop it. It knows of the sample incident. */
const book = createIncidentBook();
const incident = { incident: 'i-1', revision: 1, result: sampleIncident(), runbooks: [], recordedAt: 0 };
book.put(noteOf(incident, {}));
const resolver = createEntityResolver([]);
await startAlertProxy({
  upstream: process.env.UPSTREAM ?? '',
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  logger: createLogger({ service: 'proxy', level: 'info', format: 'json' }),
  book,
  resolver: () => resolver,
  answerMs: 1_000,
});
