import { openPage, type PageRoute } from '../../kit/page.ts';
import { showHelp, showHelpPage } from './page.tsx';

export const helpRoutes: PageRoute[] = [openPage('/help', showHelp), openPage('/help/:page', showHelpPage)];
