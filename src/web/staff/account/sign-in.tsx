import * as v from 'valibot';
import { ForgottenPage, SignInPage } from '../../../../views/account/sign-in.tsx';
import { type Held, HeldPage } from '../../../../views/account/stash.tsx';
import { hashToken } from '../../../lib/crypto.ts';
import { plural } from '../../../lib/format.ts';
import { HELD_FIELD, HELD_PATH_FIELD } from '../../../lib/ui/held-fields.ts';
import { endSession } from '../../../models/sessions.ts';
import { isSetUp } from '../../../models/set-up.ts';
import { signIn } from '../../../models/sign-in.ts';
import { type Audience, audienceAt, audienceOf } from '../../kit/audience.ts';
import { change } from '../../kit/change.ts';
import { csrfToken } from '../../kit/csrf.ts';
import type { Form } from '../../kit/form.ts';
import { goTo, openHandler, ownPath, type Received, show } from '../../kit/page.ts';
import { enter, leave } from '../../kit/session.ts';

const SIGNED_IN_AGAIN = {
  title: 'You are signed in again',
  text: 'You were signed out when you sent a form.',
};
const WRONG = 'That address and password do not match.';

export const showSignIn = openHandler(
  { query: { return: v.optional(v.string()) } },
  async ({ deps, audience, frame, user, query }) => {
    const back = ownPath(query.return);
    if (user) return goTo(placeIn(audience, back));
    return show(<SignInPage frame={frame} email="" back={back} isSetUp={await isSetUp(deps.store.read)} />);
  },
);

export const submitSignIn = openHandler(async (visit) => {
  const { deps, frame, form, address, request } = visit;
  const email = form.text('email');
  const back = ownPath(form.text('return'));
  const agent = request.headers.get('user-agent') ?? '';
  const password = form.values.password ?? '';
  const attempt = { email, password, address, agent, device: visit.cookie('device') };
  const done = await signIn(deps, attempt);
  const held = heldIn(form);
  if (done.kind === 'signed-in') {
    await signOut(visit);
    // Whoever comes in by the others' door is led to their own pages.
    const audience = audienceOf(done.user);
    if (!held || audience !== visit.audience)
      return enter({ deps, audience }, goTo(placeIn(audience, back)), done);
    const csrf = csrfToken(deps.vault, hashToken(done.token));
    const view = <HeldPage frame={{ ...frame, csrf }} {...{ held, back }} {...SIGNED_IN_AGAIN} />;
    return enter(visit, { view, headers: new Headers() }, done);
  }
  const problem = done.kind === 'refused' ? WRONG : tooMany(done.retryAfter);
  const view = <SignInPage {...{ frame, email, back, problem, held }} isSetUp />;
  return show(view, done.kind === 'refused' ? 422 : 429);
});

export const submitSignOut = openHandler(async (visit) => {
  await signOut(visit);
  return leave(visit, goTo(visit.audience.at.signIn));
});

export const showForgotten = openHandler(async ({ frame }) => show(<ForgottenPage frame={frame} />));

/** Where somebody wanted to come back to, if it is one of the audience's pages. */
function placeIn(audience: Audience, back: string): string {
  return audienceAt(back) === audience ? back : audience.at.home;
}

/** Ends the session that the browser has, if it has one that goes on. */
async function signOut({ deps, user }: Pick<Received, 'deps' | 'user'>): Promise<void> {
  if (user) await change(deps, user, (tx) => endSession(tx, user.id, user.session)).catch(() => undefined);
}

/** What was sent after a session had ended, and goes along with the sign-in. */
function heldIn(form: Form): Held | undefined {
  const sealed = form.text(HELD_FIELD);
  const path = form.text(HELD_PATH_FIELD);
  return sealed !== '' && path !== '' && path === ownPath(path) ? { path, sealed } : undefined;
}

function tooMany(seconds: number): string {
  const wait = seconds > 90 ? plural(Math.ceil(seconds / 60), 'minute') : plural(seconds, 'second');
  return `There were too many wrong tries. Try again in ${wait}, or from a browser that has signed in here before.`;
}
