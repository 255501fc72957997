import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import type { Frame } from '../kit/frame.ts';
import { PlainPage } from './plain-page.tsx';

type Result = { frame: Frame } & (
  | { kind: 'done' }
  /** In a window of its own, which tells the page that opened it, and closes or goes to where it is to end. */
  | { kind: 'popup'; id: string; back: string; next: string | undefined }
  | { kind: 'failed'; text: string; back: string; again: string }
  | { kind: 'unknown' }
);

/** What somebody sees who comes back from the other system. */
export function SignInResult(props: Result) {
  const { frame } = props;
  switch (props.kind) {
    case 'done':
      return (
        <PlainPage frame={frame} title="Connected">
          <p>You are signed in, and the connection works from now on. You can close this page.</p>
        </PlainPage>
      );
    case 'popup':
      return (
        <PlainPage frame={frame} title="Connected">
          <p data-finished={props.id} data-next={props.next}>
            You can close this window.
          </p>
          <Button href={props.next ?? props.back}>Go on</Button>
        </PlainPage>
      );
    case 'failed':
      return (
        <PlainPage frame={frame} title="Not connected">
          <Banner tone="bad" alert>
            {props.text}
          </Banner>
          <div class="row">
            <Button kind="primary" href={props.again}>
              Try again
            </Button>
            <Button href={props.back}>Go back</Button>
          </div>
        </PlainPage>
      );
    case 'unknown':
      return (
        <PlainPage frame={frame} title="This sign-in is out of date">
          <p>
            A sign-in is good for ten minutes, once, and in the browser where it began. Go back to where you
            began and connect again.
          </p>
        </PlainPage>
      );
  }
}
