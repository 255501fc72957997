import type { Child } from 'hono/jsx';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button } from './button.tsx';
import { Csrf } from './csrf.tsx';
import { Status } from './status.tsx';

type ListingCardProps = {
  id: string;
  name: string;
  category: string;
  description: string;
  tile: Child;
  /** How it stands with this customer; without it there is "Read more". */
  status?: { state: StatusState; text: string } | undefined;
  /** Where there is more to read of it. */
  readMore?: string | undefined;
  /** Without it there is nothing that the viewer may do. */
  action?: CardAction | undefined;
};

/** Goes somewhere; with a token it is sent instead, since something is made. */
export type CardAction = { href: string; label: string; primary?: boolean | undefined; csrf?: string };

/** An integration on the marketplace; the list around it is `ul.columns`. */
export function ListingCard(props: ListingCardProps) {
  const { id, name, category, description, tile, status, readMore, action } = props;
  return (
    <article class="card listing-card" id={id}>
      <div class="row">
        {tile}
        <div class="grow">
          <h3>{name}</h3>
          <small class="muted">{category}</small>
        </div>
      </div>
      <p>{description}</p>
      <div class="row">
        {status ? (
          <span class="grow small">
            <Status state={status.state}>{status.text}</Status>
          </span>
        ) : (
          <ReadMore name={name} href={readMore} />
        )}
        {action === undefined ? null : <Act name={name} action={action} />}
      </div>
    </article>
  );
}

function ReadMore({ name, href }: { name: string; href: string | undefined }) {
  if (href === undefined) return <span class="grow" />;
  return (
    <a class="grow small" href={href}>
      Read more<span class="sr-only"> about {name}</span>
    </a>
  );
}

function Act({ name, action: { href, label, primary, csrf } }: { name: string; action: CardAction }) {
  const kind = primary ? 'primary' : undefined;
  const content = (
    <>
      {label}
      <span class="sr-only"> {name}</span>
    </>
  );
  if (csrf === undefined) {
    return (
      <Button href={href} kind={kind}>
        {content}
      </Button>
    );
  }
  return (
    <form method="post" action={href}>
      <Csrf token={csrf} />
      <Button kind={kind}>{content}</Button>
    </form>
  );
}
