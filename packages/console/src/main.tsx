import { render } from 'preact';
import { App } from './app/app.tsx';
import { followLocation } from './app/location.ts';
import { applyTheme } from './app/theme.ts';
import { startClock } from './time/clock.ts';

applyTheme();
followLocation();
startClock();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
