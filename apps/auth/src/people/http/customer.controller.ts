import { customerAnswer, NotFound, phone, type CustomerAnswer } from '@chowk/contracts';
import {
  Answers,
  cutPage,
  decodeCursor,
  listQuery,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
  type Answer,
} from '@chowk/kit';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { FindCustomers } from '../use-cases/find-customers.js';
import { customerView } from './customer.view.js';

const customersQuery = listQuery({ phone: phone.optional() });
const position = z.object({ id: z.uuid() });

@Controller('customers')
export class CustomerController {
  constructor(private readonly findCustomers: FindCustomers) {}

  @Get()
  @Permit('customer:read')
  @OperationId('listCustomers')
  @Summary(
    'Customers, newest first',
    'Customers of the business, found by phone where one is given. Phones are told to staff who may read customers, to nobody else.',
  )
  @Succeeds('page')
  @Answers(customerAnswer.array())
  async list(
    @Query({ schema: customersQuery }) query: z.output<typeof customersQuery>,
  ): Promise<Answer<readonly CustomerAnswer[]>> {
    const { limit, cursor, count, phone } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.findCustomers.page({ after, phone, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    const total = count ? { total: await this.findCustomers.count(phone) } : {};
    return page(items.map(customerView), { nextCursor, limit, ...total });
  }

  @Get(':id')
  @Permit('customer:read')
  @OperationId('getCustomer')
  @Summary('One customer', 'One customer of the business with phone, name and language.')
  @Answers(customerAnswer, NotFound)
  async one(@Param('id') id: string): Promise<CustomerAnswer> {
    return customerView(await this.findCustomers.one(id));
  }
}
