import type { RequestKind } from '@chowk/contracts';

/** Something the people at a table want. */
export interface TableRequest {
  readonly requestId: string;
  readonly kind: RequestKind;
  readonly note: string | null;
  readonly status: 'OPEN' | 'DONE';
  /** `guest:<id>`, `customer:<id>`, `staff:<id>`. */
  readonly by: string;
  readonly at: string;
  readonly doneBy: string | null;
  readonly doneAt: string | null;
}

export type NewTableRequest = Pick<TableRequest, 'kind' | 'note' | 'by'>;
