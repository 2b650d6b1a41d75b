import { runService } from '@aiops/runtime';
import { startInsightsAction } from './start.ts';

process.exit(await runService('insights-action', startInsightsAction));
