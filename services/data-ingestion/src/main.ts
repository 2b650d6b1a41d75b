import { runService } from '@aiops/runtime';
import { startDataIngestion } from './start.ts';

process.exit(await runService('data-ingestion', startDataIngestion));
