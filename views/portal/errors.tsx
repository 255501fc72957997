import type { ErrorPageProps } from '../errors.tsx';
import { Button } from '../kit/button.tsx';
import { ErrorLayout } from '../kit/error-layout.tsx';
import { PortalLayout } from './layout.tsx';

/** Whatever went wrong, in a customer's words: what our models say of it names things that customers do not know. */
export function PortalErrorPage(props: ErrorPageProps) {
  const { title, text } = wordsOf(props);
  return (
    <ErrorLayout frame={props.frame} title={title} actions={<WaysOn {...props} />} Layout={PortalLayout}>
      <p>{text}</p>
      {props.kind === 'failed' && props.status >= 500 ? (
        <p>
          <code>{props.requestId}</code>
        </p>
      ) : null}
    </ErrorLayout>
  );
}

function wordsOf(props: ErrorPageProps): { title: string; text: string } {
  if (props.kind === 'guest') {
    return {
      title: 'This is what your customers see',
      text: `These pages are for people of customers, who see their own things alone. You are signed in as ${props.name}, one of the staff. To look at them, sign in as somebody of a customer: on its page you can invite one.`,
    };
  }
  if (props.kind === 'forbidden')
    return {
      title: 'Your role does not include this',
      text: 'Ask an admin of your team: they may do it, or give you a role that includes it.',
    };
  return failure(props.status);
}

function failure(status: number): { title: string; text: string } {
  if (status === 404)
    return {
      title: 'There is nothing here',
      text: 'It was removed, or the address is not quite right.',
    };
  if (status === 413) return { title: 'That is too large', text: 'Send less at once, and try again.' };
  if (status === 503) return { title: 'Not at the moment', text: 'Try again in a few seconds.' };
  if (status >= 500)
    return {
      title: 'This page broke on our side',
      text: 'Nothing you did is lost. Try again, or tell us the number below.',
    };
  return {
    title: 'That did not work',
    text: 'Something has changed since you opened the page, or it was open for too long. Open it again and repeat what you did.',
  };
}

function WaysOn(props: ErrorPageProps) {
  const { frame } = props;
  if (props.kind === 'guest') {
    return (
      <>
        <Button kind="primary" href={props.home}>
          Overview
        </Button>
        <Button href={frame.at.signIn}>Sign in as a customer</Button>
      </>
    );
  }
  const isOurFault = props.kind === 'failed' && props.status >= 500;
  const isKnown = frame.viewer !== undefined;
  return (
    <>
      {isOurFault ? (
        <Button kind="primary" href={frame.path} icon="rotate-cw">
          Try again
        </Button>
      ) : null}
      <Button kind={isOurFault ? undefined : 'primary'} href={isKnown ? frame.at.home : frame.at.signIn}>
        {isKnown ? 'Marketplace' : 'Sign in'}
      </Button>
    </>
  );
}
