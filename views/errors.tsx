import type { Child } from 'hono/jsx';
import { links } from '../src/lib/links.ts';
import { Button } from './kit/button.tsx';
import { ErrorLayout } from './kit/error-layout.tsx';
import type { Frame } from './kit/frame.ts';
import { StaffLayout } from './kit/layout.tsx';

/** `guest`: somebody who is signed in, but not as one of those whom the page is for. */
export type ErrorPageProps = { frame: Frame } & (
  | { kind: 'guest'; name: string; home: string }
  | { kind: 'forbidden'; people: { name: string; email: string }[] }
  | { kind: 'failed'; status: number; code: string; message: string; requestId: string }
);

/** Whatever went wrong: what happened, whether anything is lost, and a way on. */
export function ErrorPage(props: ErrorPageProps) {
  return (
    <ErrorLayout
      frame={props.frame}
      title={titleOf(props)}
      actions={<WaysOn {...props} />}
      Layout={StaffLayout}
    >
      <Reason {...props} />
    </ErrorLayout>
  );
}

function titleOf(props: ErrorPageProps): string {
  if (props.kind === 'guest') return 'This is for staff';
  if (props.kind === 'forbidden') return 'Your role does not include this';
  if (props.status === 404) return 'There is nothing here';
  if (props.status === 409) return 'That is not possible now';
  if (props.status === 413) return 'That is too large';
  if (props.status >= 500) return props.status === 503 ? 'Not at the moment' : 'This page broke on our side';
  return 'That did not work';
}

function Reason(props: ErrorPageProps) {
  if (props.kind === 'forbidden') return <WhomToAsk people={props.people} />;
  if (props.kind === 'failed') return <Explanation {...props} />;
  return (
    <p>
      You are signed in as {props.name}, who is one of a customer’s people. Yours is the marketplace; to work
      here, sign in as one of the staff.
    </p>
  );
}

function WhomToAsk({ people }: { people: { name: string; email: string }[] }) {
  if (people.length === 0) return <p>Ask an owner of this Stepwell.</p>;
  const links: Child[] = people.map(({ name, email }, index) => (
    <>
      {index === 0 ? '' : index === people.length - 1 ? ' or ' : ', '}
      <a href={`mailto:${email}`}>{name}</a>
    </>
  ));
  return <p>Ask {links}: they may do it, or give you a role that includes it.</p>;
}

function Explanation({ status, message, requestId }: Extract<ErrorPageProps, { kind: 'failed' }>) {
  if (status < 500) return <p>{message}</p>;
  return (
    <>
      <p>
        {status === 503
          ? message
          : 'Nothing you did is lost: running executions go on. Try again, or send the number below to whoever runs this server.'}
      </p>
      <p>
        <code>req {requestId}</code>
      </p>
    </>
  );
}

/** Where what is not there could be looked for. */
const LISTS: ReadonlyMap<string, { label: string; href: string }> = new Map([
  ['integrations', { label: 'Integrations', href: links.integrations() }],
  ['customers', { label: 'Customers', href: links.customers() }],
  ['instances', { label: 'Instances', href: links.instances() }],
  ['executions', { label: 'Executions', href: links.executions() }],
  ['components', { label: 'Components', href: links.components() }],
]);

function WaysOn(props: ErrorPageProps) {
  const { frame } = props;
  const noun = frame.path.split(/[/?]/)[1] ?? '';
  const list = props.kind === 'failed' && props.status === 404 ? LISTS.get(noun) : undefined;
  if (frame.viewer !== undefined && list !== undefined) {
    return (
      <>
        <Button kind="primary" href={list.href}>
          {list.label}
        </Button>
        <Button href={links.overview()}>Overview</Button>
      </>
    );
  }
  if (props.kind === 'guest') {
    return (
      <>
        <Button kind="primary" href={props.home}>
          Marketplace
        </Button>
        <Button href={frame.at.signIn}>Sign in as staff</Button>
      </>
    );
  }
  const home = frame.viewer === undefined ? 'Sign in' : 'Overview';
  const isOurFault = props.kind === 'failed' && props.status >= 500;
  return (
    <>
      {isOurFault ? (
        <Button kind="primary" href={frame.path} icon="rotate-cw">
          Try again
        </Button>
      ) : null}
      <Button
        kind={isOurFault ? undefined : 'primary'}
        href={frame.viewer === undefined ? links.signIn() : links.overview()}
      >
        {home}
      </Button>
    </>
  );
}
