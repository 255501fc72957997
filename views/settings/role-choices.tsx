import { Choice } from '../kit/choice.tsx';
import { FieldGroup } from '../kit/field-frame.tsx';

export type RoleOption = { value: string; label: string; help: string };

type RoleChoicesProps = {
  id: string;
  legend: string;
  roles: RoleOption[];
  value: string;
  help?: string | undefined;
  error?: string | undefined;
};

/** The roles that may be given, each with what it may do. */
export function RoleChoices({ id, legend, roles, value, help, error }: RoleChoicesProps) {
  return (
    <FieldGroup id={id} legend={legend} help={help} error={error}>
      <div class="columns">
        {roles.map((role) => (
          <Choice name="role" value={role.value} checked={role.value === value} help={role.help}>
            {role.label}
          </Choice>
        ))}
      </div>
    </FieldGroup>
  );
}
