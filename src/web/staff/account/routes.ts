import { action, openAction, openPage, type PageRoute, page } from '../../kit/page.ts';
import {
  showAccount,
  submitAccount,
  submitPassword,
  submitSession,
  submitSessions,
  submitTheme,
} from './account.tsx';
import { showGo, showKeyboard } from './go.tsx';
import { showInvitation, showSetUp, submitInvitation, submitSetUp } from './set-up.tsx';
import { showForgotten, showSignIn, submitSignIn, submitSignOut } from './sign-in.tsx';

export const accountRoutes: PageRoute[] = [
  openPage('/sign-in', showSignIn),
  openAction('/sign-in', submitSignIn),
  openAction('/sign-out', submitSignOut),
  openPage('/forgotten', showForgotten),
  openPage('/set-up/:token', showSetUp),
  openAction('/set-up/:token', submitSetUp),
  openPage('/invitations/:token', showInvitation),
  openAction('/invitations/:token', submitInvitation),
  page('/account', 'staff', showAccount),
  action('/account', 'staff', submitAccount),
  action('/account/password', 'staff', submitPassword),
  action('/account/sessions', 'staff', submitSessions),
  action('/account/sessions/:hash', 'staff', submitSession),
  openAction('/theme', submitTheme),
  page('/go', 'staff', showGo),
  page('/keyboard', 'staff', showKeyboard),
];
