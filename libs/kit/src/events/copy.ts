import 'reflect-metadata';

/** What a service keeps of what others told, and can drop and rebuild from their topics. */
export interface CopyDeclaration {
  readonly name: string;
  /** Tables it lives in, children first. */
  readonly tables: readonly string[];
  /** Column of these tables that names the tenant. */
  readonly tenantColumn: string;
  /** What feeds it: the newest states of compacted topics, or every fact from the first one on. */
  readonly fedBy: 'state' | 'fact';
}

export interface CopyTables {
  readonly tables: readonly string[];
  /** `tenant_id` unless said. */
  readonly tenantColumn?: string;
}

const copyKey = 'chowk:copy';

/**
 * Declares that the `*.state` handlers of this controller feed a copy: `main.js rebuild <name>` empties its tables and
 * fills them again from the beginning of those topics, tenant by tenant, while the service runs.
 */
export function Copy(name: string, tables: CopyTables): ClassDecorator {
  return declare(name, tables, 'state');
}

/**
 * Declares that the handlers of facts of this controller feed a read model and do nothing else that lasts: `main.js rebuild
 * <name>` empties its tables and has all facts handled again in their order. Facts that a handler records meanwhile, and work
 * it registers for after the commit, are left out: they were told when it was handled first. Several controllers may
 * feed one read model; they name the same tables.
 */
export function ReadModel(name: string, tables: CopyTables): ClassDecorator {
  return declare(name, tables, 'fact');
}

function declare(name: string, { tables, tenantColumn = 'tenant_id' }: CopyTables, fedBy: 'state' | 'fact') {
  for (const word of [...tables, tenantColumn])
    if (!/^[a-z_][a-z0-9_]*$/.test(word)) throw new Error(`"${word}" is not the name of a table or column`);
  const declaration: CopyDeclaration = { name, tables, tenantColumn, fedBy };
  return (target: object): void => Reflect.defineMetadata(copyKey, declaration, target);
}

/** The declaration of a controller class, if it has one. */
export function copyOf(controller: object): CopyDeclaration | undefined {
  const declaration: CopyDeclaration | undefined = Reflect.getMetadata(copyKey, controller);
  return declaration;
}
