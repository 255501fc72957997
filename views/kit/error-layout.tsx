import type { Child, PropsWithChildren } from 'hono/jsx';
import { EmptyState } from './empty-state.tsx';
import type { Frame } from './frame.ts';
import { SignInLayout } from './layout.tsx';

type ErrorLayoutProps = {
  frame: Frame;
  title: string;
  /** Ways on. */
  actions: Child;
  /** Of the pages of whoever is signed in. */
  Layout: (props: PropsWithChildren<{ frame: Frame; title: string; section: undefined }>) => Child;
};

/** What has gone wrong, in the place of a page. */
export function ErrorLayout(props: PropsWithChildren<ErrorLayoutProps>) {
  const { frame, title, actions, Layout, children } = props;
  const content = (
    <EmptyState title={title} level={1} actions={actions}>
      {children}
    </EmptyState>
  );
  return frame.viewer === undefined ? (
    <SignInLayout frame={frame} title={title}>
      {content}
    </SignInLayout>
  ) : (
    <Layout frame={frame} title={title} section={undefined}>
      {content}
    </Layout>
  );
}
