import { runService } from '@aiops/runtime';
import { startRootCauseAnalysis } from './start.ts';

process.exit(await runService('root-cause-analysis', startRootCauseAnalysis));
