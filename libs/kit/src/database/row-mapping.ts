import type { DataSource, EntityMetadata, ObjectType } from 'typeorm';
import { Aggregate } from './aggregate.js';

type Column = EntityMetadata['columns'][number];

/** The one table of an aggregate: how its entity becomes parameters and a row becomes an entity again. */
export class RowMapping<A extends Aggregate> {
  readonly metadata: EntityMetadata;
  readonly table: string;
  /** Columns of an insert, in the order of {@link parametersOf}. */
  readonly columns: readonly string[];
  private readonly mapped: readonly Column[];
  readonly #read: readonly { readonly column: Column; readonly name: string; readonly isPlain: boolean }[];
  readonly #changeable: readonly { readonly column: string; readonly position: number }[];

  constructor(
    private readonly dataSource: DataSource,
    entity: ObjectType<A>,
  ) {
    this.metadata = dataSource.getMetadata(entity);
    if (this.metadata.relations.length > 0)
      throw new TypeError(`${this.metadata.name}: one aggregate is one row; keep its parts in jsonb columns`);
    this.table = this.metadata.tablePath.split('.').map(quoted).join('.');
    this.mapped = this.metadata.columns.filter(({ isInsert }) => isInsert);
    this.columns = this.mapped.map(({ databaseName }) => quoted(databaseName));
    this.#read = this.metadata.columns.map((column) => ({
      column,
      name: column.databaseName,
      isPlain: isPlain(column),
    }));
    const fixed = new Set(['id', 'tenantId', 'createdAt']);
    this.#changeable = this.mapped
      .map(({ databaseName, propertyName, isUpdate }, position) => ({
        column: quoted(databaseName),
        position,
        isChangeable: isUpdate && !fixed.has(propertyName),
      }))
      .filter(({ isChangeable }) => isChangeable);
  }

  /** What is stored of the aggregate, in the order of the columns. */
  parametersOf(aggregate: A): unknown[] {
    return this.mapped.map((column) => {
      const value: unknown = this.dataSource.driver.preparePersistentValue(column.getEntityValue(aggregate), column);
      return value === undefined ? null : value;
    });
  }

  /** Columns whose value an update may change, and their position among the parameters. */
  changeable(): readonly { readonly column: string; readonly position: number }[] {
    return this.#changeable;
  }

  /** An entity of a row; `prefix` stands before each column's name, as in TypeORM's own selects. */
  entityOf(row: Readonly<Record<string, unknown>>, prefix = ''): A {
    const entity: Record<string, unknown> = this.metadata.create();
    for (const { column, name, isPlain } of this.#read) {
      const stored = row[prefix + name];
      if (isPlain) {
        if (stored !== undefined) entity[column.propertyName] = stored;
        continue;
      }
      const value: unknown = this.dataSource.driver.prepareHydratedValue(stored, column);
      if (value !== undefined) column.setEntityValue(entity, value);
    }
    return entity as A;
  }
}

/** Types that pg hands over as the entity keeps them: TypeORM would look at each value in vain, 40 times a row. */
const plainTypes = new Set<unknown>(['text', 'uuid', 'integer', 'jsonb', 'boolean']);

function isPlain({ type, transformer, embeddedMetadata, isArray }: Column): boolean {
  return plainTypes.has(type) && !transformer && !embeddedMetadata && !isArray;
}

const quoted = (name: string): string => `"${name}"`;
