"""Logs in, searches and uploads with the client that openapi-generator makes. Prints what it found as JSON."""

import json
import os
import sys

import openapi_client
from openapi_client import ApiClient, AuthenticationApi, Configuration, FilesApi, GigsApi, GigStatus

configuration = Configuration(host=os.environ["SERVER_URL"])
with ApiClient(configuration) as client:
    tokens = AuthenticationApi(client).login(os.environ["USER_NAME"], os.environ["PASSWORD"])
    configuration.access_token = tokens.access_token
    page = GigsApi(client).search_gigs(13.7563, 100.5018, radius=5.0, status=GigStatus.PENDING)
    with open(sys.argv[1], "rb") as picture:
        file = FilesApi(client).upload_profile_image(("mali.png", picture.read()))
    found = {"title": page.gigs[0].title, "helper": page.gigs[0].helper, "type": file.content_type}
    print(json.dumps(found))
