# SPDX-License-Identifier: GPL-3.0-or-later
# The items table.
require "json"
require "pgmini"

module Items
  FIELDS = "id, name, description"

  module_function

  def database
    @database ||= Pgmini.connect(ENV.fetch("DATABASE_URL"))
  end

  def connected?
    database.exec("select 1 as one") == [{ "one" => "1" }]
  rescue Pgmini::Error
    @database = nil
    false
  end

  def all
    database.exec("select #{FIELDS} from items order by id").map { |row| typed(row) }
  end

  def create(attributes)
    rows = database.exec("insert into items (name, description) values ($1, $2) returning #{FIELDS}",
                         [attributes.fetch("name"), attributes["description"]])
    typed(rows.first)
  end

  def typed(row)
    row.merge("id" => row["id"].to_i)
  end
end
