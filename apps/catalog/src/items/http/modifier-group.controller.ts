import {
  addModifierGroupBody,
  changeModifierGroupBody,
  modifierGroupAnswer,
  ModifierGroupInUse,
  NotFound,
  UnknownReference,
  VersionConflict,
  type AddModifierGroupBody,
  type ChangeModifierGroupBody,
} from '@chowk/contracts';
import {
  Answers,
  created,
  cutPage,
  decodeCursor,
  Idempotent,
  IfMatch,
  listQuery,
  noContent,
  OperationId,
  page,
  Permit,
  Succeeds,
  Summary,
} from '@chowk/kit';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { KeepModifierGroups } from '../use-cases/keep-modifier-groups.js';
import { modifierGroupView } from './catalog.view.js';

const groupsQuery = listQuery({});
const position = z.object({ id: z.uuid() });

@Controller('menu/modifier-groups')
export class ModifierGroupController {
  constructor(private readonly keepGroups: KeepModifierGroups) {}

  @Get()
  @Permit('catalog:read')
  @OperationId('listModifierGroups')
  @Summary(
    'Groups of choices in all their languages',
    'Groups of choices (size of a portion, toppings) with how many may be taken of them.',
  )
  @Succeeds('page')
  @Answers(modifierGroupAnswer.array())
  async list(@Query({ schema: groupsQuery }) { limit, cursor }: z.output<typeof groupsQuery>) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, position).id;
    const rows = await this.keepGroups.page({ after, limit: limit + 1 });
    const { items, nextCursor } = cutPage(rows, limit, ({ id }) => ({ id }));
    return page(items.map(modifierGroupView), { nextCursor, limit });
  }

  @Post()
  @Permit('catalog:write')
  @Idempotent('accepted')
  @OperationId('addModifierGroup')
  @Summary('Write a group of choices', 'A group that items can offer; name it in `modifierGroupIds` of the items.')
  @Succeeds('created')
  @Answers(modifierGroupAnswer)
  async add(@Body({ schema: addModifierGroupBody }) body: AddModifierGroupBody) {
    const group = await this.keepGroups.add(body);
    return created(modifierGroupView(group), `/api/v1/menu/modifier-groups/${group.id}`);
  }

  @Patch(':id')
  @Permit('catalog:write')
  @OperationId('changeModifierGroup')
  @Summary(
    'Change a group; every item that offers it changes with it',
    'Fields that are left out stay as they are; the list of modifiers is replaced as a whole, one with an `id` stays itself.',
  )
  @Answers(modifierGroupAnswer, NotFound, UnknownReference, VersionConflict)
  async change(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: changeModifierGroupBody }) body: ChangeModifierGroupBody,
    @IfMatch() expectedVersion: number | undefined,
  ) {
    return modifierGroupView(await this.keepGroups.change(id, body, expectedVersion));
  }

  @Delete(':id')
  @Permit('catalog:write')
  @OperationId('removeModifierGroup')
  @Summary(
    'Remove a group that no item offers any more',
    'Refused with `MODIFIER_GROUP_IN_USE` while an item offers it.',
  )
  @Succeeds('no-content')
  @Answers(undefined, NotFound, ModifierGroupInUse, VersionConflict)
  async remove(@Param('id', { schema: z.uuid() }) id: string, @IfMatch() expectedVersion: number | undefined) {
    await this.keepGroups.remove(id, expectedVersion);
    return noContent();
  }
}
