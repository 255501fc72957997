import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Button } from '../kit/button.tsx';
import { Section } from '../kit/card.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { Frame } from '../kit/frame.ts';
import { Table } from '../kit/table.tsx';
import { Time } from '../kit/time.tsx';

/** How far somebody is with what they answer for themselves. */
export type OwnSetUp = {
  /** Null until it is done. */
  configuredAt: Instant | null;
  /** Answers wait that do not hold yet. */
  isWaiting: boolean;
  /** What it asks for that was not asked when they answered. */
  missing: string[];
};

/** What is asked of each person, as the one who looks has answered it. */
export function OwnAnswers({ id, setUp }: { id: string; setUp: OwnSetUp }) {
  const { configuredAt, isWaiting, missing } = setUp;
  const isDone = configuredAt !== null;
  const needsMore = isDone && missing.length > 0;
  return (
    <Section id="own-answers" title="For you">
      <p>{textOf(setUp)}</p>
      {isDone && !needsMore ? (
        <p class="muted">
          You have set it up <Time at={configuredAt} />.{' '}
          {isWaiting ? 'Answers that you have changed wait.' : null}
        </p>
      ) : null}
      <div class="row">
        <Button
          kind={isDone && !needsMore ? undefined : 'primary'}
          href={links.marketplaceOwnAnswers(id)}
          icon={isDone && !needsMore ? 'pencil' : undefined}
        >
          {actOf(setUp)}
        </Button>
        <a href={links.marketplaceOwnConnections()}>Your own accounts</a>
        <span class="grow" />
        {isDone || isWaiting ? (
          <Button kind="danger" href={links.marketplaceOwnAnswersRemoval(id)} icon="trash-2">
            Remove your own answers …
          </Button>
        ) : null}
      </div>
    </Section>
  );
}

/** The way there from a list. */
export function OwnAnswersLink({ id, setUp }: { id: string; setUp: OwnSetUp }) {
  return (
    <div class="small">
      <a href={links.marketplaceOwnAnswers(id)}>{actOf(setUp)}</a>
    </div>
  );
}

function textOf({ configuredAt, isWaiting, missing }: OwnSetUp): string {
  if (configuredAt === null && isWaiting)
    return 'You have begun to set it up for yourself. Your answers are saved, and it works for you once you finish.';
  if (configuredAt === null)
    return 'It asks each person for answers of their own. Once you have given yours, it works for you with them; nobody else sees them.';
  if (missing.length > 0)
    return `It needs something more of you now: ${missing.join(', ')}. Until you answer, it does nothing for you.`;
  return 'It works for you with your own answers. Nobody else sees them.';
}

function actOf({ configuredAt, isWaiting, missing }: OwnSetUp): string {
  if (configuredAt === null) return isWaiting ? 'Go on setting up' : 'Set up for yourself';
  return missing.length > 0 ? 'Answer what is missing' : 'Change your own answers';
}

type SetUpBy = { id: string; name: string; email: string; configuredAt: Instant | null };

const COLUMNS = [{ label: 'Person' }, { label: 'Set up' }];

/** Who has set it up for themselves; what they have answered is theirs. */
export function SetUpByPeople({ people, hasMore }: { people: SetUpBy[]; hasMore: boolean }) {
  return people.length === 0 ? (
    <p class="muted">Nobody has set it up for themselves yet.</p>
  ) : (
    <>
      <Table label="Who has set it up" columns={COLUMNS}>
        {people.map(({ name, email, configuredAt }) => (
          <tr>
            <td>
              <span class="title">{name}</span>
              {name === email ? null : <div class="small muted">{email}</div>}
            </td>
            <td class="muted">{configuredAt === null ? 'Not finished' : <Time at={configuredAt} />}</td>
          </tr>
        ))}
      </Table>
      {hasMore ? <p class="muted">The first {people.length} of them.</p> : null}
    </>
  );
}

/** Says what goes with them. */
export function OwnAnswersRemovalDialog({ frame, id, name }: { frame: Frame; id: string; name: string }) {
  const path = links.marketplaceOwn(id);
  return (
    <Dialog id="own-removal" title="Remove your own answers" close={path}>
      <p>
        {name} does nothing more for you, and the accounts that you have connected for it go. What others have
        set up stays as it is.
      </p>
      <p class="muted">You can set it up for yourself anew at any time.</p>
      <form class="row" method="post" action={links.marketplaceOwnAnswersRemoval(id)}>
        <Csrf token={frame.csrf} />
        <Button kind="danger">Remove</Button>
        <Button href={path} autofocus>
          Keep them
        </Button>
      </form>
    </Dialog>
  );
}
