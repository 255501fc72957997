import { InvitationPage, SetUpPage, UsedLinkPage } from '../../../../views/account/set-up.tsx';
import { links } from '../../../lib/links.ts';
import { acceptInvitation, type Invitation, openInvitation } from '../../../models/invitations.ts';
import { sampleFacts } from '../../../models/sample.ts';
import { completeSetUp, openSetUp } from '../../../models/set-up.ts';
import { signIn } from '../../../models/sign-in.ts';
import { audienceOf } from '../../kit/audience.ts';
import { refusedFields } from '../../kit/form.ts';
import { invitationLink } from '../../kit/invitation-link.ts';
import { goTo, openHandler, type Received, show } from '../../kit/page.ts';
import { enter } from '../../kit/session.ts';

const USED = {
  void: 'Another link has taken its place: the one that Stepwell prints when it starts.',
  done: 'Stepwell is set up already. Sign in, or ask an owner for an invitation.',
  expired: 'It was good for some days only. Ask whoever sent it for a new one.',
  invitation: 'It was used, or a newer one has taken its place. Sign in, or ask for another.',
};

export const showSetUp = openHandler<'token'>(async ({ deps, frame, param }) => {
  const state = await openSetUp(deps.store.read, deps.vault, param('token'));
  if (state !== 'open') return show(<UsedLinkPage frame={frame} text={USED[state]} />, 410);
  return show(<SetUpPage frame={frame} action={links.setUp(param('token'))} values={{}} errors={{}} />);
});

export const submitSetUp = openHandler<'token'>(async (visit) => {
  const { deps, frame, form, param } = visit;
  const password = form.values.password ?? '';
  const name = form.text('name');
  const email = form.text('email');
  try {
    const fields = { organization: form.text('organization'), name, email, password };
    await completeSetUp(deps, param('token'), fields);
  } catch (error) {
    const state = await openSetUp(deps.store.read, deps.vault, param('token'));
    if (state !== 'open') return show(<UsedLinkPage frame={frame} text={USED[state]} />, 410);
    const errors = refusedFields(error, 'email');
    const action = links.setUp(param('token'));
    return show(<SetUpPage frame={frame} action={action} values={form.values} errors={errors} />, 422);
  }
  const hasSample = (await sampleFacts(deps.store.read)) !== undefined;
  return await signedIn(visit, { email, password }, hasSample ? links.sample() : links.overview());
});

export const showInvitation = openHandler<'token'>(async ({ deps, audience, frame, param }) => {
  const invitation = await openInvitation(deps.store.read, param('token'));
  if (invitation.kind !== 'open')
    return show(<UsedLinkPage frame={frame} text={usedText(invitation)} />, 410);
  const { user, purpose } = invitation;
  if (audienceOf(user) !== audience) return goTo(invitationLink(user, param('token')));
  const known = user.name === user.email ? '' : user.name;
  const facts = { frame, email: user.email };
  return show(
    <InvitationPage {...facts} isReset={purpose === 'reset'} values={{ name: known }} errors={{}} />,
  );
});

export const submitInvitation = openHandler<'token'>(async (visit) => {
  const { deps, frame, form, param } = visit;
  const password = form.values.password ?? '';
  const invitation = await openInvitation(deps.store.read, param('token'));
  if (invitation.kind !== 'open')
    return show(<UsedLinkPage frame={frame} text={usedText(invitation)} />, 410);
  const { email } = invitation.user;
  try {
    await acceptInvitation(deps, param('token'), { name: form.text('name'), password });
  } catch (error) {
    const errors = refusedFields(error, 'password');
    const facts = { frame, email, errors };
    const isReset = invitation.purpose === 'reset';
    return show(<InvitationPage {...facts} isReset={isReset} values={form.values} />, 422);
  }
  const { home } = audienceOf(invitation.user).at;
  return await signedIn(visit, { email, password }, home);
});

function usedText({ kind }: Invitation): string {
  return kind === 'expired' ? USED.expired : USED.invitation;
}

type Known = { email: string; password: string };

/** Whoever has just chosen a password is signed in with it. */
async function signedIn(visit: Omit<Received, 'param'>, known: Known, path: string): Promise<Response> {
  const { deps, address, request } = visit;
  const agent = request.headers.get('user-agent') ?? '';
  const done = await signIn(deps, { ...known, address, agent, device: visit.cookie('device') });
  if (done.kind !== 'signed-in') return goTo(visit.audience.at.signIn);
  return enter({ deps, audience: audienceOf(done.user) }, goTo(path), done);
}
