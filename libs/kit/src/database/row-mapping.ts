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
    const entity = this.metadata.create() as A;
    for (const column of this.metadata.columns) {
      const value: unknown = this.dataSource.driver.prepareHydratedValue(row[prefix + column.databaseName], column);
      if (value !== undefined) column.setEntityValue(entity, value);
    }
    return entity;
  }
}

const quoted = (name: string): string => `"${name}"`;
