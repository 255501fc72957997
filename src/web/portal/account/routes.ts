import { action, openAction, openPage, type PageRoute, page } from '../../kit/page.ts';
import { submitTheme } from '../../staff/account/account.tsx';
import { showInvitation, submitInvitation } from '../../staff/account/set-up.tsx';
import { showSignIn, submitSignIn, submitSignOut } from '../../staff/account/sign-in.tsx';
import { showAccount, showForgotten, submitAccount, submitPassword, submitSessions } from './account.tsx';

/** What people do alike, whosever they are, is done by the same handlers. */
export const portalAccountRoutes: PageRoute[] = [
  openPage('/marketplace/sign-in', showSignIn),
  openAction('/marketplace/sign-in', submitSignIn),
  openAction('/marketplace/sign-out', submitSignOut),
  openPage('/marketplace/forgotten', showForgotten),
  openPage('/marketplace/invitations/:token', showInvitation),
  openAction('/marketplace/invitations/:token', submitInvitation),
  openAction('/marketplace/theme', submitTheme),
  page('/marketplace/account', 'customers', showAccount),
  action('/marketplace/account', 'customers', submitAccount),
  action('/marketplace/account/password', 'customers', submitPassword),
  action('/marketplace/account/sessions', 'customers', submitSessions),
];
