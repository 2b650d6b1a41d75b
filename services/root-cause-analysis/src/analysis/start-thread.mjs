// On Node 20 `--import tsx` reaches the main thread only, so a thread that runs from the sources asks for it itself.
import { register } from 'tsx/esm/api';

register();
await import('./analysis-thread.ts');
