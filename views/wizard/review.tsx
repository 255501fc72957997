import type { Child } from 'hono/jsx';
import type { ShownValue } from '../instances/values.tsx';
import { Value } from '../instances/values.tsx';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { ReviewCard } from '../kit/wizard.tsx';
import { type Wizard, WizardFrame } from './frame.tsx';

export type Reviewed = { title: string; change: string; answers: ShownValue[] };

type WizardReviewProps = {
  wizard: Wizard;
  pages: Reviewed[];
  /** What is still to be answered here, each with its page. */
  missing: { message: string; href: string }[];
  /** What only somebody else can answer. */
  others: string[];
  action: string;
  /** Where the answers that wait are given up; undefined when none wait. */
  discard: string | undefined;
  back: string | undefined;
  leave: string;
  /** It stays paused when it is saved. */
  isPaused: boolean;
};

/** The last page of a wizard: all answers, and the one button that makes them hold. */
export function WizardReview(props: WizardReviewProps) {
  const { wizard, pages, missing, others, action, discard, back, leave, isPaused } = props;
  const isChange = wizard.isChange || wizard.isOfPerson;
  return (
    <WizardFrame wizard={wizard}>
      <PageHead title={isChange ? 'Ready to save' : 'Ready to activate'} note={noteOf(props)} />
      <Missing missing={missing} others={others} />
      {pages.map(({ title, change, answers }, index) => (
        <ReviewCard
          id={`answers-${index}`}
          title={title}
          change={change}
          rows={answers.map((value): { label: string; value: Child } => ({
            label: value.label,
            value: <Value value={value} />,
          }))}
        />
      ))}
      <form class="row" method="post" action={action}>
        <Csrf token={wizard.frame.csrf} />
        <Button kind="primary">{isPaused || isChange ? 'Save' : 'Activate'}</Button>
        {back === undefined ? null : <Button href={back}>Back</Button>}
        <span class="grow" />
        {discard === undefined ? null : (
          <Button kind="quiet" formaction={discard}>
            Discard these answers
          </Button>
        )}
        <Button kind="quiet" href={leave}>
          Leave
        </Button>
      </form>
    </WizardFrame>
  );
}

function noteOf({ wizard, isPaused, pages }: WizardReviewProps): string {
  if (wizard.isOfPerson)
    return 'What it does for you, it does with these answers from the moment you save them.';
  if (isPaused) return 'It is paused, and stays so until somebody resumes it.';
  if (wizard.isUpdate) return 'It is updated when you save it, and until then goes on as it is.';
  if (wizard.isChange) return 'All of it holds from the moment you save it.';
  return pages.length === 0
    ? 'It asks nothing of you.'
    : 'Look through your answers. You can change all of them later.';
}

function Missing({ missing, others }: Pick<WizardReviewProps, 'missing' | 'others'>) {
  return (
    <>
      {missing.length === 0 ? null : (
        <Banner tone="warn" alert>
          <strong>
            {missing.length === 1 ? 'One answer is missing.' : `${missing.length} answers are missing.`}
          </strong>
          <ul>
            {missing.map(({ message, href }) => (
              <li>
                <a href={href}>{message}</a>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      {others.length === 0 ? null : (
        <Banner tone="run">Somebody else has to fill in {others.join(', ')} before it can run.</Banner>
      )}
    </>
  );
}
