import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/choice.tsx';
import { FormErrors } from '../kit/error-summary.tsx';
import { Field } from '../kit/field.tsx';
import type { Frame } from '../kit/frame.ts';
import { MenuItem, MoreMenu } from '../kit/menu.tsx';
import { PanelSection, StepPanel } from '../kit/step-panel.tsx';
import { Table } from '../kit/table.tsx';
import { SeenFields } from './seen.tsx';

/** A page of the configuration to be changed. */
export type EditedPage = {
  /** From 0. */
  position: number;
  /** How many pages there are. */
  count: number;
  name: string;
  tagline: string;
  isOfUsers: boolean;
  /** What stands on it; the HTML of a text is typed. */
  elements: { label: string; html: string | undefined }[];
};

export type ConfigPagePanelProps = {
  frame: Frame;
  id: string;
  revision: number;
  page: EditedPage;
  errors: Record<string, string>;
  typed: Record<string, string>;
};

/** The selected page beside all of them, as a form. */
export function ConfigPagePanel(props: ConfigPagePanelProps) {
  const { frame, id, revision, page, errors, typed } = props;
  const { position, count, name, tagline, isOfUsers, elements } = page;
  return (
    <StepPanel
      id="config-page-panel"
      title={name}
      note={`Page ${position + 1} of ${count}`}
      hue={1}
      icon="file-text"
      actions={<PageMenu {...props} />}
    >
      <form method="post" action={links.configPageDetails(id)} id="config-page-form">
        <SeenFields frame={frame} seen={{ revision, page: position }} />
        <PanelSection label="About this page">
          <FormErrors errors={errors} />
          <Field name="name" label="Name" value={typed.name ?? name} error={errors.name} />
          <Field
            name="tagline"
            label="Tagline"
            optional
            kind="textarea"
            rows={2}
            value={typed.tagline ?? tagline}
            error={errors.tagline}
            help="A sentence under the name."
          />
          <Switch name="users" value="true" checked={isOfUsers}>
            Each user of a customer answers it alone
          </Switch>
        </PanelSection>
        <PanelSection label="Texts" title="Texts to read">
          {elements.map(({ html }, index) =>
            html === undefined ? null : (
              <Field
                name={`text.${index}`}
                label={`Text at place ${index + 1}`}
                kind="textarea"
                rows={3}
                value={typed[`text.${index}`] ?? html}
                help="HTML, of which customers see the text. Emptied, it goes."
              />
            ),
          )}
          <Field
            name="text"
            label="Another text"
            optional
            kind="textarea"
            rows={2}
            value={typed.text ?? ''}
          />
          <Button kind="primary">Save page</Button>
        </PanelSection>
      </form>
      {elements.length === 0 ? null : <Elements {...props} />}
    </StepPanel>
  );
}

/** What stands on the page, to be put in order. */
function Elements({ frame, id, revision, page: { position, elements } }: ConfigPagePanelProps) {
  return (
    <PanelSection label="Order" title="Order">
      <form method="post" action={links.configElements(id)} id="config-elements">
        <SeenFields frame={frame} seen={{ revision, page: position }} />
        <Table label="What stands on this page">
          {elements.map(({ label }, index) => (
            <tr>
              <td>{label}</td>
              <td>
                <div class="row">
                  {index === 0 ? null : (
                    <Button
                      kind="quiet"
                      icon="arrow-up"
                      only={`Move ${label} up`}
                      name="up"
                      value={String(index)}
                    />
                  )}
                  {index === elements.length - 1 ? null : (
                    <Button
                      kind="quiet"
                      icon="arrow-down"
                      only={`Move ${label} down`}
                      name="down"
                      value={String(index)}
                    />
                  )}
                  <Button
                    kind="quiet"
                    icon="x"
                    only={`Take ${label} off the page`}
                    name="off"
                    value={String(index)}
                  />
                </div>
              </td>
            </tr>
          ))}
        </Table>
      </form>
    </PanelSection>
  );
}

function PageMenu({ frame, id, revision, page: { position, count, name } }: ConfigPagePanelProps) {
  return (
    <MoreMenu name={`More for ${name}`}>
      <form method="post" action={links.configPageMoves(id)} id="config-page-menu">
        <SeenFields frame={frame} seen={{ revision, page: position }} />
        {position === 0 ? null : (
          <MenuItem icon="arrow-up" name="way" value="up">
            Move up
          </MenuItem>
        )}
        {position === count - 1 ? null : (
          <MenuItem icon="arrow-down" name="way" value="down">
            Move down
          </MenuItem>
        )}
        <MenuItem icon="trash-2" danger formaction={links.configPageRemoval(id)}>
          Delete page
        </MenuItem>
      </form>
    </MoreMenu>
  );
}
