"""Lists and calls every tool of `adr mcp`, reads its resources, and compares them with what the commands print."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mcp import Client, MCPError, StdioServerParameters

ADR = os.environ["ADR"]
SHOP = Path(__file__).resolve().parent.parent / "fixtures" / "shop"
ENVIRONMENT = {"ADR_TODAY": "2026-11-22", "NO_COLOR": "1", "TZ": "UTC"}

READING = ["context_for_paths", "search_decisions", "list_decisions", "get_decision", "check_triggers", "lint", "advise"]
WRITING = ["draft_decision", "supersede"]

DRAFT = {
    "title": "Cache product pages at the edge",
    "context": "Product pages are read 900 times a second, and change 20 times a day.",
    "decision": "A content delivery network keeps each page for five minutes.",
    "gains": ["The catalogue's database answers 40 requests a second instead of 900."],
    "costs": ["A price is up to five minutes old."],
    "alternatives": [
        {
            "name": "A cache in the shop's process",
            "why_rejected": "12 processes would each fill 3 GB of memory with the same pages.",
        }
    ],
    "revisit": [{"id": "team", "when": "team.size > 20"}],
    "deciders": ["team-catalogue"],
}


def expect(found, expected, what):
    if found != expected:
        raise SystemExit(f"{what}: expected {expected!r}, found {found!r}")


def command(folder, *arguments):
    """What a command prints, as JSON."""
    ran = subprocess.run(
        [ADR, *arguments], cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, text=True
    )
    return json.loads(ran.stdout)


async def call(client, tool, **arguments):
    """What a tool gives back; its text and its structured content say the same."""
    result = await client.call_tool(tool, arguments)
    if result.is_error:
        raise SystemExit(f"{tool}: {result.content[0].text}")
    expect(json.loads(result.content[0].text), result.structured_content, f"text of {tool}")
    return result.structured_content


async def failure(client, tool, **arguments):
    """Why a tool fails."""
    result = await client.call_tool(tool, arguments)
    expect(result.is_error, True, f"is_error of {tool} with {arguments}")
    return result.content[0].text


async def read_everything(client, folder):
    tools = (await client.list_tools()).tools
    expect([tool.name for tool in tools], READING, "tools")
    for tool in tools:
        expect(tool.annotations.read_only_hint, True, f"read-only hint of {tool.name}")

    listed = await call(client, "list_decisions")
    expect(listed["decisions"], command(folder, "list", "--format", "json"), "list_decisions")
    one = await call(client, "get_decision", reference="1")
    shown = command(folder, "show", "1", "--format", "json")
    expect({key: one[key] for key in shown}, shown, "get_decision")
    expect(one["check"]["state"], "unknown", "state of decision 1")
    context = await call(client, "context_for_paths", paths=["src/orders/api.rs"])
    by_command = command(folder, "context", "src/orders/api.rs", "--format", "json")
    expect(context["decisions"], by_command["decisions"], "context_for_paths")
    found = await call(client, "search_decisions", query="dynamodb")
    expect(found["hits"][0]["alternative"]["name"], "DynamoDB", "search_decisions")
    checked = await call(client, "check_triggers", values=["team.size=24"])
    by_command = command(folder, "check", "--format", "json", "--metric", "team.size=24")
    expect(checked["summary"], by_command["summary"], "summary of check_triggers")
    expect(checked["decisions"][0]["state"], "fired", "first of check_triggers")
    linted = await call(client, "lint")
    expect(linted["summary"], command(folder, "lint", "--format", "json")["summary"], "lint")
    advised = await call(client, "advise", facts={"engineers": "6", "transactions": "acid"})
    expect(advised["preferred"], "modular-monolith", "advise")

    why = await failure(client, "list_decisions", limt=1)
    expect("did you mean `limit`?" in why, True, f"unknown argument: {why}")
    why = await failure(client, "get_decision", reference="99")
    expect("no decision matches" in why, True, f"unknown decision: {why}")

    resources = (await client.list_resources()).resources
    expect(len(resources), 7, "number of resources")
    for resource in resources:
        content = (await client.read_resource(resource.uri)).contents[0]
        expect(content.mime_type, resource.mime_type, f"type of {resource.uri}")
        if resource.size is not None:
            expect(len(content.text.encode()), resource.size, f"size of {resource.uri}")
    expect(len((await client.list_resource_templates()).resource_templates), 2, "templates")
    try:
        await client.read_resource("adr://decisions/99")
    except MCPError as error:
        expect("lists them all" in str(error), True, f"unknown resource: {error}")
    else:
        raise SystemExit("adr://decisions/99 was read")

    results = await asyncio.gather(*(call(client, "check_triggers") for _ in range(8)))
    expect(all(result == results[0] for result in results), True, "eight calls at once")


async def write(client, folder):
    expect([tool.name for tool in (await client.list_tools()).tools], READING + WRITING, "tools")
    why = await failure(client, "draft_decision", **DRAFT | {"alternatives": []})
    expect(json.loads(why)["written"], False, "an incomplete draft")
    written = await call(client, "draft_decision", **DRAFT)
    expect((folder / written["path"]).is_file(), True, "the draft's file")
    replacement = await call(client, "supersede", replaces=["5"], draft=DRAFT)
    expect(replacement["number"], written["number"] + 1, "the replacement's number")


async def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "shop"
        shutil.copytree(SHOP, folder)
        for mode in ["legacy", "auto", "2026-07-28"]:
            server = StdioServerParameters(command=ADR, args=["mcp"], env=ENVIRONMENT, cwd=folder)
            async with Client(server, mode=mode) as client:
                await read_everything(client, folder)
                print(f"{mode}: {len(READING)} tools by version {client.protocol_version}")
        arguments = ["mcp", "--allow-write"]
        server = StdioServerParameters(command=ADR, args=arguments, env=ENVIRONMENT, cwd=folder)
        async with Client(server) as client:
            await write(client, folder)
            print(f"--allow-write: {len(WRITING)} more")


asyncio.run(main())
