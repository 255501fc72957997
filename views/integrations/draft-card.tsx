import { plural, thousands } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import type { Instant } from '../../src/lib/time.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { Diff, type DiffRow } from '../kit/diff.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import type { Problem } from '../kit/problem-list.tsx';
import { Time } from '../kit/time.tsx';

/** What has not been published yet. */
export type DraftFacts = {
  /** The version that it is compared with; undefined before the first. */
  since: number | undefined;
  changes: DiffRow[];
  /** How many there are in all, where not all are shown. */
  changeCount: number;
  flowCount: number;
  /** What keeps it from being published, each with the way to it. */
  faults: Problem[];
  changedAt: Instant;
  revision: number;
  note: string;
  errors: Record<string, string>;
  /** It has changed since the page was opened from which somebody published. */
  isOutdated: boolean;
  /** Somebody has tried to publish it with its errors. */
  isRefused: boolean;
};

type DraftCardProps = { frame: Frame; integration: IntegrationFacts; draft: DraftFacts };

/** The unpublished draft: what differs, and the note to publish it with. */
export function DraftCard({ frame, integration, draft }: DraftCardProps) {
  const { errors, isOutdated, isRefused, faults } = draft;
  return (
    <>
      <FormErrors errors={errors} />
      {isOutdated ? (
        <Banner tone="warn" alert>
          <strong>The draft has changed since you opened this page.</strong> Look at the changes again before
          you publish them.
        </Banner>
      ) : null}
      {faults.length > 0 ? <Faults faults={faults} isRefused={isRefused} /> : null}
      <section class="card stack" aria-labelledby="draft">
        <div class="row spread">
          <h2 id="draft">Unpublished draft</h2>
          <span class="muted small">
            {draft.since === undefined
              ? plural(draft.flowCount, 'flow')
              : `${plural(draft.changeCount, 'change')} since v${draft.since}`}{' '}
            · changed <Time at={draft.changedAt} />
          </span>
        </div>
        <Changes draft={draft} />
        {integration.canWrite ? <PublishForm frame={frame} integration={integration} draft={draft} /> : null}
      </section>
    </>
  );
}

const MOST = 20;

/** The errors of a draft that cannot be published with them. */
function Faults({ faults, isRefused }: Pick<DraftFacts, 'faults' | 'isRefused'>) {
  return (
    <Banner tone="bad" alert={isRefused}>
      <strong>
        {isRefused ? 'Nothing was published: the' : 'The'} draft has {plural(faults.length, 'error')}.
      </strong>{' '}
      Correct {faults.length === 1 ? 'it' : 'them'} before you publish.
      <ul>
        {faults.slice(0, MOST).map(({ href, where, message }) => (
          <li>
            <a href={href}>{where}</a> · {message}
          </li>
        ))}
        {faults.length > MOST ? <li>And {thousands(faults.length - MOST)} more.</li> : null}
      </ul>
    </Banner>
  );
}

function Changes({ draft: { since, changes, changeCount } }: { draft: DraftFacts }) {
  if (since === undefined) return <p class="muted">Nothing has been published yet: all of it becomes v1.</p>;
  return (
    <>
      <Diff label={`Changes since v${since}`} before={`In v${since}`} after="In the draft" rows={changes} />
      {changeCount > changes.length ? (
        <p class="muted small">
          The first {changes.length} of {thousands(changeCount)} changes. Export both to compare them in full.
        </p>
      ) : null}
    </>
  );
}

function PublishForm({ frame, integration, draft }: DraftCardProps) {
  const { id, instanceCount } = integration;
  const canUpgrade = instanceCount !== undefined && instanceCount !== '0';
  const noun = instanceCount === '1' ? 'instance' : 'instances';
  return (
    <form class="stack" method="post" action={links.versions(id)}>
      <Csrf token={frame.csrf} />
      <input type="hidden" name="revision" value={draft.revision} />
      <Field
        name="note"
        label="What did you change?"
        help="Colleagues see this note when they upgrade customers."
        kind="textarea"
        rows={2}
        value={draft.note}
        error={draft.errors.note}
        required
      />
      <div class="row">
        <Button kind="primary">Save &amp; publish</Button>
        {draft.since === undefined ? null : (
          <Button kind="quiet" href={links.draftReset(id)}>
            Discard draft …
          </Button>
        )}
        <span class="grow" />
        {canUpgrade ? (
          <span class="small muted">
            {instanceCount} {noun} can be upgraded afterwards.
          </span>
        ) : null}
      </div>
    </form>
  );
}
