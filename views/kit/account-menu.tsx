import type { PropsWithChildren } from 'hono/jsx';
import { links } from '../../src/lib/links.ts';
import { Csrf } from './csrf.tsx';
import type { Frame } from './frame.ts';
import { Icon } from './icon.tsx';
import { MenuItem } from './menu.tsx';
import { ThemeForm } from './theme.tsx';

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ frame }: { frame: Frame }) {
  if (frame.viewer === undefined) return null;
  const { name, email } = frame.viewer;
  return (
    <details name="menu" class="menu up">
      <summary class="item" title="Your account" aria-label={`Your account, ${name}`}>
        <Icon name="circle-user" />
        <span class="clip">{name}</span>
      </summary>
      <AccountItems frame={frame} note={frame.organization.name || email}>
        <MenuItem href={links.account()} icon="circle-user">
          Your account
        </MenuItem>
        <MenuItem href={links.help()} icon="book-open">
          Help
        </MenuItem>
        <MenuItem href={links.keyboard()} icon="keyboard" kbd="?" data-key="?" data-opens-dialog="">
          Keyboard
        </MenuItem>
      </AccountItems>
    </details>
  );
}

/** The items of an account menu: the children, then theme and sign-out, which every frame has. */
export function AccountItems({ frame, note, children }: PropsWithChildren<{ frame: Frame; note: string }>) {
  return (
    <div>
      <p class="small muted">{note}</p>
      {children}
      <ThemeForm frame={frame} />
      <form method="post" action={frame.at.signOut}>
        <Csrf token={frame.csrf} />
        <MenuItem icon="log-out">Sign out</MenuItem>
      </form>
    </div>
  );
}
