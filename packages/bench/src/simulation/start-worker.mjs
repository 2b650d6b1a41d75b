// On Node 20 `--import tsx` reaches the main thread only, so a thread asks for it itself.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
