import { render } from 'preact';
import { App } from './app/app.tsx';
import { followLocation } from './app/location.ts';
import { parsePath } from './app/routes.ts';
import { refreshSession } from './app/session.ts';
import { applyTheme } from './app/theme.ts';
import { fetchView } from './app/views.ts';
import { startClock } from './time/clock.ts';

// The view comes while the API says who one is.
void refreshSession();
fetchView(parsePath(location.pathname).view);
applyTheme();
followLocation();
startClock();
const root = document.getElementById('app');
if (root !== null) render(<App />, root);
