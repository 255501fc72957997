import type { Child } from 'hono/jsx';
import type { StatusState } from '../../src/lib/ui/status-words.ts';
import { Button } from './button.tsx';
import { Status } from './status.tsx';

type ListingCardProps = {
  id: string;
  name: string;
  category: string;
  description: string;
  tile: Child;
  /** How it stands with this customer; without it there is "Read more". */
  status?: { state: StatusState; text: string } | undefined;
  readMore: string;
  action: { href: string; label: string; primary?: boolean | undefined };
};

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
          <a class="grow small" href={readMore}>
            Read more<span class="sr-only"> about {name}</span>
          </a>
        )}
        <Button href={action.href} kind={action.primary ? 'primary' : undefined}>
          {action.label}
          <span class="sr-only"> {name}</span>
        </Button>
      </div>
    </article>
  );
}
