import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Facts, Lead } from '../kit/facts.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

type NewJobProps = {
  frame: Frame;
  kind: 'replay' | 'cancel';
  /** How many it is for: `12 executions`. */
  count: string;
  isNone: boolean;
  /** What the list is narrowed to, in words. */
  filter: { label: string; value: string }[];
  /** The same as the form sends it. */
  fields: Record<string, string>;
  values: { from: string; version: string; perMinute: string };
  /** What is wrong with the rate. */
  error: string | undefined;
  /** How many executions one job takes. */
  most: string;
};

const WORDS = {
  replay: { title: 'Replay executions', act: 'Replay them' },
  cancel: { title: 'Cancel executions', act: 'Cancel them' },
};

/** What a job would do, before it is begun. */
export function NewJobPage(props: NewJobProps) {
  const { frame, kind, count, isNone, filter, fields, most, error } = props;
  const { title, act } = WORDS[kind];
  const back = links.executions(fields);
  return (
    <StaffLayout frame={frame} title={title} section="executions">
      <Breadcrumb items={[{ href: back, label: 'Executions' }]} here={title} />
      <PageHead title={title} />
      {isNone ? (
        <EmptyState title="No executions fit" actions={<Button href={back}>Back to the list</Button>}>
          <p>
            {kind === 'replay' ? 'The filter shows none to replay.' : 'None that the filter shows is open.'}
          </p>
        </EmptyState>
      ) : (
        <>
          <Lead>
            {kind === 'replay'
              ? `The filter shows ${count}. Each that has ended is run again as a new one, the oldest first.`
              : `The filter shows ${count}. Each that has not ended is cancelled.`}
          </Lead>
          {filter.length > 0 ? <Facts items={filter} /> : null}
          {filter.length === 0 ? (
            <Banner tone="warn">There is no filter: this is for all executions of all customers.</Banner>
          ) : null}
          <form class="stack" method="post" action={links.executionJobs()}>
            <Csrf token={frame.csrf} />
            <input type="hidden" name="kind" value={kind} />
            {Object.entries(fields).map(([name, value]) => (
              <input type="hidden" name={`filter.${name}`} value={value} />
            ))}
            {kind === 'replay' ? <HowFields values={props.values} /> : null}
            <Field
              name="perMinute"
              label="At most in a minute"
              kind="number"
              value={props.values.perMinute}
              optional
              error={error}
              help="Left empty, as many as there is room for: other customers have their turns all the same."
            />
            <p class="muted small">
              It takes the newest {most} at most, goes on after a restart, and can be stopped at any time.
            </p>
            <div class="row">
              <Button kind={kind === 'replay' ? 'primary' : 'danger'}>{act}</Button>
              <Button href={back} kind="quiet">
                Leave them as they are
              </Button>
            </div>
          </form>
        </>
      )}
    </StaffLayout>
  );
}

function HowFields({ values }: Pick<NewJobProps, 'values'>) {
  return (
    <>
      <Field
        name="from"
        label="From"
        kind="select"
        value={values.from}
        options={[
          { value: 'start', label: 'The start' },
          { value: 'failed-step', label: 'The step that failed, with the results of those before it' },
        ]}
      />
      <Field
        name="version"
        label="On"
        kind="select"
        value={values.version}
        options={[
          { value: 'original', label: 'The version that ran' },
          { value: 'current', label: 'The version that its instance has now' },
        ]}
      />
    </>
  );
}
