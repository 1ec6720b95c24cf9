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
  page,
  Permit,
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
  @Summary('Groups of choices in all their languages')
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
  @Summary('Write a group of choices')
  @Answers(modifierGroupAnswer)
  async add(@Body({ schema: addModifierGroupBody }) body: AddModifierGroupBody) {
    const group = await this.keepGroups.add(body);
    return created(modifierGroupView(group), `/api/v1/menu/modifier-groups/${group.id}`);
  }

  @Patch(':id')
  @Permit('catalog:write')
  @Summary('Change a group; every item that offers it changes with it')
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
  @Summary('Remove a group that no item offers any more')
  @Answers(undefined, NotFound, ModifierGroupInUse, VersionConflict)
  async remove(@Param('id', { schema: z.uuid() }) id: string, @IfMatch() expectedVersion: number | undefined) {
    await this.keepGroups.remove(id, expectedVersion);
    return noContent();
  }
}
