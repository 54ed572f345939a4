// A peer: PocketBase with one collection of gigs, filled with the places of a bench, and open to everybody.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
)

func main() {
	app := pocketbase.New()
	app.OnServe().BindFunc(func(serve *core.ServeEvent) error {
		if err := fill(serve.App, os.Getenv("PLACES")); err != nil {
			return err
		}
		return serve.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

func fill(app core.App, places string) error {
	open := ""
	gigs := core.NewBaseCollection("gigs")
	gigs.ListRule, gigs.ViewRule, gigs.CreateRule = &open, &open, &open
	gigs.Fields.Add(
		&core.TextField{Name: "title"},
		&core.TextField{Name: "description"},
		&core.NumberField{Name: "duration_hours"},
		&core.NumberField{Name: "budget"},
		&core.TextField{Name: "address_text"},
		&core.TextField{Name: "status"},
		&core.GeoPointField{Name: "place"},
		&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
	)
	gigs.AddIndex("gigs_newest", false, "status, created DESC, id DESC", "")
	if err := app.Save(gigs); err != nil {
		return err
	}
	file, err := os.Open(places)
	if err != nil {
		return err
	}
	defer file.Close()
	return app.RunInTransaction(func(tx core.App) error {
		insert := tx.DB().NewQuery(`INSERT INTO gigs
			(id, title, description, duration_hours, budget, address_text, status, place, created, updated)
			VALUES ({:id}, 'Help move furniture', 'A sofa and a dining table', 3, 1500, '123 Main St, Bangkok', {:status},
			{:place}, '2025-10-01 10:00:00.000Z', '2025-10-01 10:00:00.000Z')`).Prepare()
		defer insert.Close()
		lines := bufio.NewScanner(file)
		for at := 0; lines.Scan(); at++ {
			var latitude, longitude float64
			var status string
			if _, err := fmt.Sscan(lines.Text(), &latitude, &longitude, &status); err != nil {
				return err
			}
			place := fmt.Sprintf(`{"lon":%v,"lat":%v}`, longitude, latitude)
			values := dbx.Params{"id": fmt.Sprintf("gig%012d", at), "status": status, "place": place}
			if _, err := insert.Bind(values).Execute(); err != nil {
				return err
			}
		}
		return lines.Err()
	})
}
