import { runService } from '@aiops/runtime';
import { startAnomalyDetection } from './start.ts';

process.exit(await runService('anomaly-detection', startAnomalyDetection));
