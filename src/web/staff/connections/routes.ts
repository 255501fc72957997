import { finishSignIn, startAdmitted } from '../../connection-sign-in.tsx';
import { action, openPage, type PageRoute, page } from '../../kit/page.ts';
import { showConnect, startConnect } from './connect.tsx';
import { showDeletion, submitDeletion } from './deletion.tsx';
import { showEdit, submitEdit } from './edit.tsx';
import { showConnections } from './list.tsx';
import { showNewConnection, submitNewConnection } from './new.tsx';
import { showConnection, submitCheck, submitLink, submitReplacement, submitRevocation } from './show.tsx';
import { startSignIn } from './sign-in.ts';

export const connectionRoutes: PageRoute[] = [
  page('/connections', 'connections:read', showConnections),
  page('/connections/new', 'connections:write', showNewConnection),
  action('/connections', 'connections:write', submitNewConnection),
  page('/connections/:id', 'connections:read', showConnection),
  page('/connections/:id/edit', 'connections:write', showEdit),
  action('/connections/:id', 'connections:write', submitEdit),
  page('/connections/:id/authorization', 'connections:write', startSignIn),
  action('/connections/:id/links', 'connections:write', submitLink),
  action('/connections/:id/checks', 'connections:write', submitCheck),
  action('/connections/:id/revocation', 'connections:write', submitRevocation),
  action('/connections/:id/replacement', 'connections:write', submitReplacement),
  page('/connections/:id/deletion', 'connections:write', showDeletion),
  action('/connections/:id/deletion', 'connections:write', submitDeletion),
  openPage('/oauth/callback', finishSignIn),
  openPage('/oauth/start/:token', startAdmitted),
  openPage('/connect/:token', showConnect),
  openPage('/connect/:token/authorization', startConnect),
];
