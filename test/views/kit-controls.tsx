import { EXECUTION_STATUSES } from '../../src/models/executions.ts';
import { Badge } from '../../views/kit/badge.tsx';
import { Banner } from '../../views/kit/banner.tsx';
import { Button, CopyButton } from '../../views/kit/button.tsx';
import { Section } from '../../views/kit/card.tsx';
import { Choice, Switch } from '../../views/kit/choice.tsx';
import { ErrorSummary } from '../../views/kit/error-summary.tsx';
import { Lead } from '../../views/kit/facts.tsx';
import { Field } from '../../views/kit/field.tsx';
import { FieldGroup } from '../../views/kit/field-frame.tsx';
import { Markdown } from '../../views/kit/markdown.tsx';
import { Menu, MenuItem, MoreMenu } from '../../views/kit/menu.tsx';
import { PageHead } from '../../views/kit/page-head.tsx';
import { Skeleton } from '../../views/kit/skeleton.tsx';
import { Status } from '../../views/kit/status.tsx';
import { Tile } from '../../views/kit/tile.tsx';

const MORE_STATES = ['active', 'paused', 'needs_configuration', 'removed'] as const;
const TONES = ['ok', 'bad', 'warn', 'run', 'brand'] as const;

function Buttons() {
  return (
    <Section id="buttons" title="Buttons">
      <div class="row">
        <Button kind="primary">Save</Button>
        <Button>Cancel</Button>
        <Button kind="quiet">Skip</Button>
        <Button kind="danger">Delete …</Button>
        <Button href="/x" icon="plus" data-key="n">
          Integration
        </Button>
        <Button kind="primary" busy>
          Saving
        </Button>
        <Button disabled>Publish</Button>
        <CopyButton text="curl <x>" label="Copy the curl line" />
        <MoreMenu name="More for Bramble">
          <MenuItem href="/x" icon="pencil">
            Rename
          </MenuItem>
          <MenuItem href="/y" icon="trash-2" danger>
            Remove …
          </MenuItem>
        </MoreMenu>
      </div>
      <div class="row">
        {[...EXECUTION_STATUSES, ...MORE_STATES].map((state) => (
          <Status state={state} />
        ))}
        <Status state="failed">Failed at step 3</Status>
        <Status state="succeeded" bare />
      </div>
      <div class="row">
        <Badge>Trigger</Badge>
        {TONES.map((tone) => (
          <Badge tone={tone} icon="rotate-cw" title="Tries up to 3 times">
            {tone}
          </Badge>
        ))}
      </div>
      <div class="row">
        {[1, 2, 3, 4, 5, 6].map((hue) => (
          <Tile hue={hue} />
        ))}
        <Tile hue={1} icon="globe" kind="soft" />
        <Tile hue={2} icon="truck" kind="large" />
      </div>
    </Section>
  );
}

function Fields() {
  return (
    <Section id="fields" title="Fields">
      <ErrorSummary
        problems={[{ id: 'field-name', message: 'Name is already taken' }, { message: 'Choose a file' }]}
      />
      <Field name="name" label="Name" value="Acme" error="Another integration has this name." required />
      <Field name="note" label="Description" kind="textarea" optional help="Customers read this." value="A" />
      <Field name="age" label="Days" kind="number" value={14} min={1} max={90} disabled />
      <Field name="category" label="Category" kind="datalist" suggestions={['CRM', 'ERP']} optional />
      <Field
        name="role"
        label="Role"
        kind="select"
        value="support"
        options={[
          { value: 'builder', label: 'Builder' },
          { value: 'support', label: 'Support' },
        ]}
      />
      <Field name="eu" label="Only from the EU" kind="checkbox" checked help="Others are skipped." />
      <Field name="file" label="Definition" kind="file" accept=".yml,.yaml" error="Choose a file." />
      <FieldGroup id="order" legend="In what order?" help="You can change this later.">
        <Choice name="order" value="one" checked help="In the order they came.">
          One at a time
        </Choice>
        <Choice name="order" value="all">
          Side by side
        </Choice>
      </FieldGroup>
      <Switch name="available" checked data-submit="">
        Available
      </Switch>
      <Switch name="listed" checked={false} label="v14 is listed" disabled />
    </Section>
  );
}

export function KitControls() {
  return (
    <>
      <PageHead title="Controls" count="12" note="Every part in every state.">
        <Menu label="Filter" icon="list-filter" end form>
          <Field name="filter" label="Description contains" />
          <Button kind="primary">Apply filter</Button>
        </Menu>
        <Button kind="primary">Go on</Button>
      </PageHead>
      <Lead>
        <b>Healthy is quiet.</b> Colour is kept for what needs someone.
      </Lead>
      {TONES.map((tone) => (
        <Banner tone={tone} action={<a href="/x">Show</a>}>
          Showing the newest 200 log lines.
        </Banner>
      ))}
      <div class="columns">
        <Buttons />
        <Fields />
        <Section id="waiting" title="Waiting" aside={<span class="small muted">4 of them</span>}>
          <Skeleton />
          <Markdown html="<p>Reads <strong>orders</strong>.</p>" />
        </Section>
      </div>
    </>
  );
}
