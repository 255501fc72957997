import { Button } from '../kit/button.tsx';
import { Status } from '../kit/status.tsx';

/** How a connection that somebody signs in for is, as values: it needs no model, so that any audience can show it. */
export type SignInShown = {
  id: string;
  /** What screen readers hear it called by. */
  title: string;
  state: 'pending' | 'active' | 'expiring' | 'error' | 'revoked';
  /** What the other system said against it. */
  problem: string | null;
  /** Where signing in begins; undefined for whoever may not. */
  href: string | undefined;
};

const SENTENCES = {
  pending: 'Nobody has signed in yet.',
  active: 'Signed in.',
  expiring: 'The sign-in ends soon.',
  error: 'The sign-in has ended.',
  revoked: 'It was disconnected.',
};

/**
 * Its state, and the button that begins a sign-in: in a window of its own where scripts run, which tells this part to show
 * itself anew, and else on this page.
 */
export function ConnectionStatus({ id, title, state, problem, href }: SignInShown) {
  const isFine = state === 'active';
  return (
    <div class="row" id={`sign-in-${id}`} data-renewed-by={id}>
      <p class="small grow">
        <Status state={state} />{' '}
        <span class="muted">{problem === null || isFine ? SENTENCES[state] : problem}</span>
      </p>
      {href === undefined ? null : (
        <Button
          href={href}
          kind={isFine ? undefined : 'primary'}
          icon="plug"
          data-popup=""
          aria-label={`${isFine ? 'Sign in again' : 'Connect'}: ${title}`}
        >
          {isFine ? 'Sign in again' : 'Connect'}
        </Button>
      )}
    </div>
  );
}
