import { ConnectPage, UsedConnectLink } from '../../../../views/connections/connect.tsx';
import { links } from '../../../lib/links.ts';
import { type ConnectionLink, openConnectionLink } from '../../../models/connection-links.ts';
import { beginSignIn } from '../../connection-sign-in.tsx';
import { openHandler, type Received, show } from '../../kit/page.ts';

const used = ({ frame }: Pick<Received, 'frame'>, { kind }: ConnectionLink) =>
  show(<UsedConnectLink frame={frame} isExpired={kind === 'expired'} />, 410);

export const showConnect = openHandler<'token'>(async ({ deps, frame, param }) => {
  const link = await openConnectionLink(deps.store.read, param('token'));
  if (link.kind !== 'open') return used({ frame }, link);
  const href = links.connectAuthorization(param('token'));
  return show(<ConnectPage frame={frame} label={link.label} href={href} />);
});

export const startConnect = openHandler<'token'>(async (visit) => {
  const token = visit.param('token');
  const link = await openConnectionLink(visit.deps.store.read, token);
  if (link.kind !== 'open') return used(visit, link);
  const { connectionId, madeBy: author } = link;
  const back = links.connect(token);
  const again = links.connectAuthorization(token);
  return await beginSignIn(visit, { connectionId, author, back, again, isPopup: false, link: token });
});
