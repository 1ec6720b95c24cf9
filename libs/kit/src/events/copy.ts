import 'reflect-metadata';

/** A copy of others' state that can be dropped and rebuilt from its compacted topics. */
export interface CopyDeclaration {
  readonly name: string;
  /** Tables the copy lives in, children first; each has a `tenant_id`. */
  readonly tables: readonly string[];
}

const copyKey = 'chowk:copy';

/**
 * Declares that the `*.state` handlers of this controller feed a copy: `main.js rebuild <name>` empties its tables and
 * fills them again from the beginning of those topics, tenant by tenant, while the service runs.
 */
export function Copy(name: string, tables: { readonly tables: readonly string[] }): ClassDecorator {
  for (const table of tables.tables)
    if (!/^[a-z_][a-z0-9_]*$/.test(table)) throw new Error(`"${table}" is not the name of a table`);
  const declaration: CopyDeclaration = { name, tables: tables.tables };
  return (target) => Reflect.defineMetadata(copyKey, declaration, target);
}

/** The declaration of a controller class, if it has one. */
export function copyOf(controller: object): CopyDeclaration | undefined {
  const declaration: CopyDeclaration | undefined = Reflect.getMetadata(copyKey, controller);
  return declaration;
}
